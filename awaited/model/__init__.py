"""What answers: the fake model, the chat model over it, and the HTTP interfaces of Ollama and OpenAI."""

social-image: $(VENV)/ready #: maintain: Draw the picture that goes with links to the site anew
	$(PYTHON) -m tools.maintain.social docs/assets/social.png "Sync and async calls in LangChain" lesson/one_by_one lesson/gather

.PHONY: social-image

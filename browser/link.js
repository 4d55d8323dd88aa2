// A program as part of an address: compressed where the browser can, and in letters that an address may have. It stands behind the #, which
// browsers do not send to any server.

const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

// "z" says that it is compressed, "p" that it is plain.
export async function packed(text) {
  const plain = new TextEncoder().encode(text);
  const small = globalThis.CompressionStream && (await through(plain, new CompressionStream("deflate-raw")));
  const [mark, bytes] = small && small.length < plain.length ? ["z", small] : ["p", plain];
  let letters = "";
  for (let n = 0; n < bytes.length; n += 0x2000) letters += String.fromCharCode(...bytes.subarray(n, n + 0x2000));
  return mark + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// Fails for what is cut or damaged.
export async function unpacked(given) {
  const bytes = Uint8Array.from(atob(given.slice(1).replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const plain = given[0] === "z" ? await through(bytes, new DecompressionStream("deflate-raw")) : bytes;
  if (given[0] !== "z" && given[0] !== "p") throw new Error("no program");
  return new TextDecoder("utf-8", { fatal: true }).decode(plain);
}

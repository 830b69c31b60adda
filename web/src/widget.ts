// What a notebook runs: the page in a frame of its own, and what is said between it and Python handed on.

interface Hand {
  get(name: string): unknown;
  send(content: unknown): void;
  on(event: "msg:custom", hear: (content: { view: string; text?: string }, buffers: DataView[]) => void): void;
  off(event: "msg:custom", hear: (content: { view: string; text?: string }, buffers: DataView[]) => void): void;
}

let views = 0;

function render({ model, el }: { model: Hand; el: HTMLElement }): () => void {
  const view = `${Date.now()}-${++views}`; // a notebook may show one widget in several places
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts"); // the page cannot reach the notebook, but by what it says
  frame.title = "Undergrid";
  Object.assign(frame.style, { width: "100%", height: `${Number(model.get("height"))}px`, border: "0", borderRadius: "8px" });
  const fromPage = (event: MessageEvent): void => {
    if (event.source === frame.contentWindow && typeof event.data === "string") model.send({ view, text: event.data });
  };
  const fromPython = (content: { view: string; text?: string }, buffers: DataView[]): void => {
    if (content.view !== view) return;
    if (content.text !== undefined) frame.contentWindow?.postMessage(content.text, "*");
    for (const one of buffers) {
      const bytes = new Uint8Array(one.buffer as ArrayBuffer, one.byteOffset, one.byteLength).slice().buffer;
      frame.contentWindow?.postMessage(bytes, "*", [bytes]);
    }
  };
  addEventListener("message", fromPage);
  model.on("msg:custom", fromPython);
  frame.addEventListener("load", () => model.send({ view, text: "" })); // it is there: it may be told of the city
  frame.srcdoc = String(model.get("page"));
  el.append(frame);
  return () => {
    removeEventListener("message", fromPage);
    model.off("msg:custom", fromPython);
  };
}

export default { render };

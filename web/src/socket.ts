// The line to the server. One look at a time is under way: the newest goes out once the last frame has come.

import type { ModeName } from "./modes/mode";
import { isSqueezed, unpack, unsqueezed, type Pack } from "./unpack";
import type { Answer, Ask, Look, State } from "./wire";

export interface Listener {
  pack(pack: Pack): void;
  state(state: State): void;
  connected(is: boolean, why: string): void;
}

export type Question = Omit<Ask, "do" | "number">;

/** What answers the page: the line to a server, or a run that lies in the page itself. */
export interface Asks {
  readonly busy: boolean;
  shows(mode: ModeName): boolean;
  tells(about: Question["about"]): boolean;
  look(look: Omit<Look, "do" | "got">): void;
  ask<T>(question: Question): Promise<T | undefined>;
}

/** What a line runs over: a socket, or the notebook around the page. */
export interface Way {
  onopen: (() => void) | null;
  onclose: ((event: { reason: string }) => void) | null;
  onmessage: ((event: { data: ArrayBuffer | string }) => void) | null;
  readonly readyState: number;
  send(text: string): void;
}

/** The notebook that shows this page within it: it hands on what is said to and fro. */
class Parent implements Way {
  onopen: Way["onopen"] = null;
  onclose: Way["onclose"] = null;
  onmessage: Way["onmessage"] = null;
  readyState: number = WebSocket.CONNECTING;

  constructor() {
    addEventListener("message", (event: MessageEvent<ArrayBuffer | string>) => {
      if (event.source !== parent) return;
      if (this.readyState !== WebSocket.OPEN) {
        this.readyState = WebSocket.OPEN;
        this.onopen?.();
      }
      this.onmessage?.(event);
    });
  }

  send(text: string): void {
    parent.postMessage(text, "*");
  }
}

/** Open a line to whoever has given out this page. */
export function openLine(path: string): Way {
  if (document.getElementById("within")) return new Parent();
  const socket = new WebSocket(`ws://${location.host}${path}`);
  socket.binaryType = "arraybuffer";
  return socket as Way;
}

export class Line implements Asks {
  private socket: Way | undefined;
  private got = 0;
  private waiting = false; // for a frame
  private coming = Promise.resolve(); // what has come is taken in its order, also where some of it has to be unpacked first
  private next: Omit<Look, "do" | "got"> | undefined;
  private answers = new Map<number, { done: (answer: Answer) => void; question: Ask }>();
  private queue: Ask[] = [];
  private open = 0; // questions under way
  private number = 0;

  constructor(
    private readonly listener: Listener,
    private readonly openWay: () => Way,
  ) {
    this.connect();
  }

  private connect(): void {
    const socket = this.openWay();
    this.socket = socket;
    socket.onopen = (): void => {
      this.got = 0;
      this.waiting = false;
      this.listener.connected(true, "");
    };
    socket.onclose = (event): void => {
      this.answers.clear();
      this.queue = [];
      this.open = 0;
      this.listener.connected(false, event.reason);
      setTimeout(() => this.connect(), 1000);
    };
    socket.onmessage = (event): void => {
      this.coming = this.coming.then(() => this.take(event.data)).catch(reportError);
    };
  }

  private async take(data: ArrayBuffer | string): Promise<void> {
    if (typeof data === "string") {
      const message = JSON.parse(data) as State | Answer;
      if (message.kind === "state") this.listener.state(message);
      else {
        this.open--;
        const waiting = this.answers.get(message.number);
        this.answers.delete(message.number);
        this.pump();
        waiting?.done(message);
      }
      return;
    }
    const pack = unpack(isSqueezed(data) ? await unsqueezed(data) : data);
    if (pack.head.kind === "frame") {
      this.got = pack.head.number;
      this.waiting = false;
    }
    this.listener.pack(pack);
    this.send();
  }

  /** Look at something; what was to be looked at before and has not been sent is dropped. */
  look(look: Omit<Look, "do" | "got">): void {
    this.next = look;
    this.send();
  }

  shows(): boolean {
    return true;
  }

  tells(): boolean {
    return true;
  }

  get busy(): boolean {
    return this.waiting;
  }

  private send(): void {
    if (!this.next || this.waiting || this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ do: "look", got: this.got, ...this.next }));
    this.next = undefined;
    this.waiting = true;
  }

  /** Ask; undefined where it cannot be told. */
  ask<T>(question: Question): Promise<T | undefined> {
    return new Promise((resolve) => {
      const ask: Ask = { do: "ask", number: ++this.number, ...question };
      this.answers.set(ask.number, { question: ask, done: (answer) => resolve(answer.trouble ? undefined : (answer.body as T)) });
      this.queue.push(ask);
      this.pump();
    });
  }

  private pump(): void {
    while (this.queue.length && this.open < 6 && this.socket?.readyState === WebSocket.OPEN) {
      this.open++;
      this.socket.send(JSON.stringify(this.queue.shift()));
    }
  }
}

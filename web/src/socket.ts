// The line to the server. One look at a time is under way: the newest goes out once the last frame has come.

import { unpack, type Pack } from "./unpack";
import type { Answer, Ask, Look, State } from "./wire";

export interface Listener {
  pack(pack: Pack): void;
  state(state: State): void;
  connected(is: boolean, why: string): void;
}

type Question = Omit<Ask, "do" | "number">;

export class Line {
  private socket: WebSocket | undefined;
  private got = 0;
  private waiting = false; // for a frame
  private next: Omit<Look, "do" | "got"> | undefined;
  private answers = new Map<number, { done: (answer: Answer) => void; question: Ask }>();
  private queue: Ask[] = [];
  private open = 0; // questions under way
  private number = 0;

  constructor(
    private readonly listener: Listener,
    private readonly path = "/socket",
  ) {
    this.connect();
  }

  private connect(): void {
    const socket = new WebSocket(`ws://${location.host}${this.path}`);
    socket.binaryType = "arraybuffer";
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
    socket.onmessage = (event): void => this.take(event.data as ArrayBuffer | string);
  }

  private take(data: ArrayBuffer | string): void {
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
    const pack = unpack(data);
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

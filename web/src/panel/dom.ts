// Elements made from data. Text is always text: nothing that a scenario calls itself can become markup.

import { SHAPES, type Shape } from "../draw/glyphs";

type Child = Node | string | undefined | false;
interface Props {
  cls?: string;
  title?: string;
  label?: string;
  role?: string;
  on?: () => void;
  style?: Partial<CSSStyleDeclaration>;
  data?: Record<string, string>;
}

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (props.cls) made.className = props.cls;
  if (props.title) made.title = props.title;
  if (props.label) made.setAttribute("aria-label", props.label);
  if (props.role) made.setAttribute("role", props.role);
  if (props.on) made.addEventListener("click", props.on);
  if (props.style) Object.assign(made.style, props.style);
  for (const [name, value] of Object.entries(props.data ?? {})) made.dataset[name] = value;
  made.append(...children.filter((c): c is Node | string => c !== undefined && c !== false));
  return made;
}

const NS = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>, ...children: Node[]): SVGElementTagNameMap[K] {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A shape of the map, for legend and panels. */
export function icon(shape: Shape, size: number, fill: string, hollow = false): SVGSVGElement {
  const look = hollow ? { fill: "none", stroke: fill, "stroke-width": 0.22 } : { fill };
  return svg("svg", { width: size, height: size, viewBox: "-1.15 -1.15 2.3 2.3", "aria-hidden": "true" }, svg("path", { d: SHAPES[shape], ...look }));
}

export const fill = (element: Element, ...children: Child[]): void =>
  element.replaceChildren(...children.filter((c): c is Node | string => c !== undefined && c !== false));

export const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

/** Numbers and their units stay on one line. */
export const tied = (text: string): string => text.replace(/(\d) (m|s|min|h|%|mm)(?=[ .,):;]|$)/g, "$1\u00a0$2");

const two = (n: number): string => String(n).padStart(2, "0");
export function clock(second: number): string {
  const s = ((second % 86400) + 86400) % 86400;
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(Math.floor(s) % 60)}`;
}
export const dayOf = (second: number): number => Math.floor(second / 86400) + 1;

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const minutes = Math.round((seconds % 3600) / 60);
  return `${Math.floor(seconds / 3600)} h${minutes ? ` ${two(minutes)} min` : ""}`;
}

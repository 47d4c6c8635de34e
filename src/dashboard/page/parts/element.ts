/// <reference lib="dom" />

/** Attributes of an element; `undefined` leaves one out. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | undefined>
>;

/** A child: text is only ever text, as names come from other peers. */
export type Child = Node | string | undefined;

const SVG = "http://www.w3.org/2000/svg";

/** Makes an HTML element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  return furnish(document.createElement(tag), attributes, children);
}

/** Makes an SVG element. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag) as SVGElementTagNameMap[Tag];
  return furnish(made, attributes, children);
}

function furnish<E extends Element>(
  made: E,
  attributes: Attributes,
  children: Child[],
): E {
  setAttributes(made, attributes);
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** Sets what has changed; `undefined` and `false` take an attribute away. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || value === false) {
      target.removeAttribute(name);
      continue;
    }
    const text = value === true ? "" : String(value);
    if (target.getAttribute(name) !== text) target.setAttribute(name, text);
  }
}

/** Sets an element's text where it has changed: in the same node, so that it need not be laid out as a new one. */
export function setText(target: Element, text: string): void {
  const held = target.firstChild;
  if (!(held instanceof Text)) target.textContent = text;
  else if (held.data !== text) held.data = text;
}

/** Shows a remark as what needs no care; nor is it read aloud when its minutes change. */
export function calm(remark: HTMLElement, isCalm: boolean): void {
  remark.classList.toggle("is-calm", isCalm);
  setAttributes(remark, { "aria-live": isCalm ? "off" : undefined });
}

/** An element that shows a figure; tests and programs read `data-value`. */
export function field(name: string, className = "figure"): HTMLElement {
  return element("span", { "data-field": name, class: className }, "–");
}

/** Shows a figure: in words, and in full as `data-value`. */
export function setField(
  target: HTMLElement,
  text: string,
  value: number | string | null | undefined,
): void {
  setText(target, text);
  setAttributes(target, { "data-value": value ?? undefined });
}

/** Makes, moves and drops the children of `parent` so that they are those of `keys`, in order. */
export function keyed<E extends Element>(
  parent: Element,
  held: Map<string, E>,
  keys: readonly string[],
  make: (key: string) => E,
): void {
  const wanted = new Set(keys);
  for (const [key, child] of held) {
    if (wanted.has(key)) continue;
    child.remove();
    held.delete(key);
  }
  const { activeElement } = document;
  const hasFocus = parent.contains(activeElement);
  let place = parent.firstElementChild;
  for (const key of keys) {
    let child = held.get(key);
    if (child === undefined) {
      child = make(key);
      held.set(key, child);
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  // Who is moved loses the focus.
  if (hasFocus && document.activeElement !== activeElement) {
    (activeElement as HTMLElement | SVGElement).focus({ preventScroll: true });
  }
}

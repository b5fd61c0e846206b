import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';

/** An element of an SVG; `text` is what stands in it directly, read as a browser would. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

export interface Svg {
  /** In the document's order. */
  readonly elements: readonly Element[];
  readonly texts: readonly string[];
  /** The elements in the group of this id. */
  group(id: string): readonly Element[];
}

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

/** Fails where the SVG is not well formed. */
export function readSvg(svg: string): Svg {
  expect(XMLValidator.validate(svg)).toBe(true);
  const elements = childrenOf(PARSER.parse(svg)).flatMap(allOf);
  return {
    elements,
    texts: elements.filter(({ name }) => name === 'text').map(({ text }) => text),
    group(id) {
      const group = elements.find(({ attributes }) => attributes['id'] === id);
      if (group === undefined) throw new Error(`the SVG has no group ${id}`);
      return group.children;
    },
  };
}

function allOf(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap(allOf)];
}

type Parsed = Readonly<Record<string, unknown>>;

function childrenOf(value: unknown): readonly Element[] {
  return nodesOf(value).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const attributes = Object.entries(node[':@'] ?? {}).map(([key, text]) => [key, String(text)]);
    const own = nodesOf(node[name]).map(({ '#text': text }) => (typeof text === 'string' ? text : ''));
    return [
      {
        name,
        attributes: Object.fromEntries(attributes),
        text: own.join(''),
        children: childrenOf(node[name]),
      },
    ];
  });
}

function nodesOf(value: unknown): readonly Parsed[] {
  return Array.isArray(value) ? value : [];
}

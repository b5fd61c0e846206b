const NAMES = ['body', 'timestamp', 'id', 'url', 'method', 'path'] as const;
export type PayloadName = (typeof NAMES)[number];

/** A piece of what is signed: text that stands in the template, or a value of the request. */
export type Segment = { readonly literal: string } | { readonly name: PayloadName };
export type PayloadValues = Readonly<Record<Exclude<PayloadName, 'body'>, string>> & {
  readonly body: Uint8Array;
};

/** Takes `{timestamp}.{body}` apart. `unknown`: names in braces that mean nothing. */
export function parseTemplate(template: string): {
  segments: readonly Segment[];
  unknown: readonly string[];
} {
  const unknown: string[] = [];
  const segments = template
    .split(/\{([^{}]*)\}/)
    .map((text, index): Segment => {
      if (index % 2 === 0) return { literal: text };
      const name = NAMES.find((known) => known === text);
      if (name === undefined) unknown.push(text);
      return name === undefined ? { literal: text } : { name };
    })
    .filter((segment) => !('literal' in segment && segment.literal === ''));
  return { segments, unknown };
}

export function names(segments: readonly Segment[], name: PayloadName): boolean {
  return segments.some((segment) => 'name' in segment && segment.name === name);
}

/** The text that follows `name` in the template: what a value must not hold, or its end could be moved. */
export function boundaryAfter(segments: readonly Segment[], name: PayloadName): string {
  const next = segments[segments.findIndex((segment) => 'name' in segment && segment.name === name) + 1];
  return next !== undefined && 'literal' in next ? next.literal : '';
}

/** The bytes that are signed. The body is spliced in as it came, never as text. */
export function payloadOf(segments: readonly Segment[], values: PayloadValues): Uint8Array {
  const [only] = segments;
  if (segments.length === 1 && only !== undefined && 'name' in only && only.name === 'body')
    return values.body;
  return Buffer.concat(
    segments.map((segment) => {
      if ('literal' in segment) return Buffer.from(segment.literal);
      return segment.name === 'body' ? values.body : Buffer.from(values[segment.name]);
    }),
  );
}

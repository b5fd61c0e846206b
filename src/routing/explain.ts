import { EVENT_FIELDS } from './cel-event.ts';

/** A compile error of an expression in plain words, with where it is and what could be meant. */
export function explain(error: unknown, expression: string): string {
  const { code, summary, range } = partsOf(error);
  const start = range?.start ?? 0;
  const place = expression.includes('\n')
    ? ` (line ${expression.slice(0, start).split('\n').length} of the condition)`
    : ` (at character ${start + 1})`;
  return `the condition does not compile: ${hint(code, summary)}${place}`;
}

function hint(code: string, summary: string): string {
  const name = summary.split(': ').at(-1) ?? '';
  if (code === 'unknown_variable')
    return `there is no "${name}"; everything is under "event", as in event.data.${name}`;
  if (code === 'no_such_key') {
    return `an event has no field "${name}"; it has ${Object.keys(EVENT_FIELDS).join(', ')}, and the body is event.data`;
  }
  if (code === 'no_matching_overload') return `${summary}: there is no such function for these types`;
  return summary;
}

interface Parts {
  readonly code: string;
  readonly summary: string;
  readonly range: { readonly start: number } | undefined;
}

function partsOf(error: unknown): Parts {
  if (!(error instanceof Error)) return { code: '', summary: String(error), range: undefined };
  const { code, summary, range } = error as Error & Partial<Parts>;
  return { code: code ?? '', summary: summary ?? error.message, range };
}

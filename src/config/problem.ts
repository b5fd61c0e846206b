/** One thing that is wrong with a configuration, and where. */
export interface Problem {
  /** The file it stands in, where that is not the configuration itself: a prompt's. */
  readonly file?: string;
  /** As a person writes it: `sources.github.secrets[0]`; empty for the file as a whole. */
  readonly path: string;
  /** From 1; `null` where the configuration did not come from a text. */
  readonly line: number | null;
  readonly column: number | null;
  /** What is wrong and what to do; never a secret's value. */
  readonly message: string;
}

export type Path = readonly (string | number)[];

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a path stands in the file: its key, or the nearest thing above it that is there. */
export type Locate = (path: Path) => Place | null;

/** Gathers problems, so that all are told at once. */
export interface Report {
  add(path: Path, message: string): void;
  /** True where something at `path`, above it or below it is already known to be wrong. */
  touches(path: Path): boolean;
  /** In the order of the file; `redact` has the last word on every message. */
  problems(redact: (text: string) => string): readonly Problem[];
}

export function createReport(locate: Locate): Report {
  const found: { readonly path: Path; readonly message: string }[] = [];
  return {
    add: (path, message) => {
      found.push({ path, message });
    },
    touches: (path) => found.some((known) => overlaps(known.path, path)),
    problems: (redact) =>
      found
        .map(({ path, message }) => {
          const place = locate(path);
          const where = { line: place?.line ?? null, column: place?.column ?? null };
          return { path: sayPath(path), ...where, message: redact(message) };
        })
        .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  };
}

/** `['routes', 0, 'to']` as `routes[0].to`. */
function sayPath(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

function overlaps(a: Path, b: Path): boolean {
  const shared = Math.min(a.length, b.length);
  return shared > 0 && a.slice(0, shared).every((key, i) => key === b[i]);
}

import { clip, manyLines, oneLine } from '../../core/clip.ts';
import { escapeControls } from '../../core/escape.ts';

const MAX_CODE = 300;
const MAX_LINE = 2_000;
const NONE = '–';

/** Writes Markdown (CommonMark with GitHub's tables) around text of strangers, which stays text. */
export interface Markdown {
  /** Text as a code span: there nothing is markup, a link, a mention or HTML. In one line, clipped. */
  readonly code: (text: string | null) => string;
  /** Lines as they are, in a fence that none of them ends. */
  readonly fence: (text: string) => string;
}

/** `redact` takes the secrets out before anything is cut or escaped: half a secret would not be known for one. */
export function createMarkdown(redact: (text: string) => string): Markdown {
  return {
    code(text) {
      const line = escapeControls(clip(oneLine(redact(text ?? '')), MAX_CODE));
      if (line === '') return NONE;
      const ticks = '`'.repeat(longestRun(line) + 1);
      const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
      return `${ticks}${pad}${line}${pad}${ticks}`;
    },
    fence(text) {
      const lines = manyLines(redact(text))
        .split('\n')
        .map((line) => escapeControls(clip(line, MAX_LINE)));
      const ticks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
      return [`${ticks}text`, ...lines, ticks].join('\n');
    },
  };
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(escapePipes).join(' | ')} |`)
    .join('\n');
}

/**
 * A pipe ends a cell even in a code span. With backslashes before it, they are doubled: some parsers pair them, others
 * look at the last one alone (GitHub Flavored Markdown, section 4.10).
 */
function escapePipes(cell: string): string {
  return cell.replace(/(\\*)\|/g, (_all, before: string) => `${before}${before}\\|`);
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
}

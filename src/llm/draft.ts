import { clip, oneLine } from '../core/clip.ts';
import type { ModelAnswer } from '../core/model.ts';
import { TooLong } from './failures.ts';
import { usageOf } from './usage.ts';
import { isObject } from '../core/json.ts';

/** UTF-16 units of text and tool calls together. */
const MOST_TEXT = 1_048_576;
const MOST_NAME = 200;
/** So much of a name is looked at; what is left out of it was longer anyway. */
const MOST_NAME_READ = 1_000;
/** What a tool call counts for besides its texts, so that empty ones have an end, too. */
const CALL_COST = 256;

/** An answer while it comes in. Everything that is put in is untrusted. */
export interface Draft {
  /** A piece of the answer. */
  say(piece: string): void;
  /** The model thinks: that is a first token, and no part of the answer. */
  think(piece: string): void;
  /** A piece of a tool call. `key`: the same for the pieces of one call. */
  callTool(key: number, piece: ToolPiece): void;
  /** Where the next tool call belongs that comes without a key. */
  readonly nextTool: number;
  /** What the answer says of itself; `null` and an empty text change nothing. */
  note(said: Partial<Said>): void;
  /** The usage so far, which replaces an earlier one; anything but an object changes nothing. Read at the end alone. */
  spend(usage: unknown): void;
  /** The model has stopped. */
  readonly ended: boolean;
  /** There is something of an answer, be it only that one has begun. */
  readonly begun: boolean;
  /** Something came that was well formed, if no answer. */
  readonly noted: boolean;
  /** As far as it came by now. */
  answer(): ModelAnswer;
}

export interface ToolPiece {
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly arguments?: string | null | undefined;
}

interface Said {
  readonly model: string | null | undefined;
  readonly fingerprint: string | null | undefined;
  /** In OpenAI's words. */
  readonly finishReason: string | null | undefined;
  /** True: an answer has begun, though nothing of it is here yet. */
  readonly begun: boolean;
}

/** An empty draft. `elapsed`: milliseconds since the call; `firstToken` hears of the first token, once. */
export function createDraft(elapsed: () => number, firstToken?: (ttftMs: number) => void): Draft {
  const texts: string[] = [];
  const calls = new Map<number, { id: string; name: string; arguments: string[] }>();
  let said = { model: '', fingerprint: '', finishReason: '', begun: false };
  let usage: unknown = null;
  let noted = false;
  let ttftMs: number | null = null;
  let size = 0;

  function begin(): void {
    if (ttftMs !== null) return;
    ttftMs = elapsed();
    firstToken?.(ttftMs);
  }

  function count(units: number): void {
    begin();
    size += units;
    if (size > MOST_TEXT) throw new TooLong('the answer was longer than 1 MiB of text');
  }

  return {
    say(piece) {
      if (piece === '') return;
      count(piece.length);
      texts.push(piece);
    },
    think(piece) {
      // It is kept nowhere, so it may be as long as it likes.
      if (piece !== '') begin();
    },
    callTool(key, { id, name, arguments: piece }) {
      const known = calls.get(key);
      const call = known ?? { id: '', name: '', arguments: [] };
      count(
        (known === undefined ? CALL_COST : 0) +
          (id ?? '').length +
          (name ?? '').length +
          (piece ?? '').length,
      );
      calls.set(key, call);
      call.id ||= id ?? '';
      call.name ||= name ?? '';
      if (piece !== '' && piece !== null && piece !== undefined) call.arguments.push(piece);
    },
    get nextTool() {
      return calls.size;
    },
    note(more) {
      noted = true;
      said = {
        model: named(more.model) || said.model,
        fingerprint: named(more.fingerprint) || said.fingerprint,
        finishReason: named(more.finishReason) || said.finishReason,
        begun: said.begun || more.begun === true,
      };
    },
    spend(more) {
      if (isObject(more)) usage = more;
    },
    get ended() {
      return said.finishReason !== '';
    },
    get begun() {
      return said.begun || ttftMs !== null;
    },
    get noted() {
      return noted;
    },
    answer: () => ({
      output: texts.join(''),
      toolCalls: [...calls.values()].map((call) => ({ ...call, arguments: call.arguments.join('') })),
      model: said.model === '' ? null : said.model,
      fingerprint: said.fingerprint === '' ? null : said.fingerprint,
      finishReason: said.finishReason === '' ? null : said.finishReason,
      usage: usageOf(usage),
      latencyMs: elapsed(),
      ttftMs,
    }),
  };
}

function named(text: string | null | undefined): string {
  return clip(oneLine((text ?? '').slice(0, MOST_NAME_READ)), MOST_NAME);
}

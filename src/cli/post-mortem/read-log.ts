import { open } from 'node:fs/promises';
import { reasonOf } from '../failure.ts';
import { z } from 'zod';

const MOST_LINES = 200;

/** What a log file has on some traces. */
export type LogLines =
  | {
      readonly ok: true;
      readonly file: string;
      /** The newest, in order. */
      readonly lines: readonly string[];
      /** How many there are before them. */
      readonly earlier: number;
    }
  | { readonly ok: false; readonly file: string; readonly reason: string };

const lineSchema = z.object({ traceId: z.string() });

/** Reads the log from its begin to its end, a line at a time: it may be larger than the memory. */
export async function readLog(file: string, traceIds: ReadonlySet<string>): Promise<LogLines> {
  const lines: string[] = [];
  let earlier = 0;
  try {
    await using handle = await open(file);
    for await (const line of handle.readLines({ encoding: 'utf8' })) {
      if (!isAbout(line, traceIds)) continue;
      lines.push(line);
      if (lines.length <= MOST_LINES) continue;
      lines.shift();
      earlier += 1;
    }
  } catch (error) {
    return { ok: false, file, reason: reasonOf(error) };
  }
  return { ok: true, file, lines, earlier };
}

/** Most lines are about something else, which is told without parsing them. */
function isAbout(line: string, traceIds: ReadonlySet<string>): boolean {
  if (![...traceIds].some((id) => line.includes(id))) return false;
  try {
    const parsed = lineSchema.safeParse(JSON.parse(line));
    return parsed.success && traceIds.has(parsed.data.traceId);
  } catch {
    return false;
  }
}

import { open } from 'node:fs/promises';
import { reasonOf } from '../failure.ts';
import { z } from 'zod';

const MOST_LINES = 200;

/** What a log file has on an incident. */
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

/** What a line of the log is about. */
export interface LogSubject {
  readonly traceIds: ReadonlySet<string>;
  /** The ids of an incident and its card. */
  readonly incidents: ReadonlySet<string>;
}

const word = z.string().optional().catch(undefined);
const lineSchema = z.object({ traceId: word, incident: word, card: word });

/** Reads the log from its begin to its end, a line at a time: it may be larger than the memory. */
export async function readLog(file: string, subject: LogSubject): Promise<LogLines> {
  const isAbout = aboutOf(subject);
  const lines: string[] = [];
  let earlier = 0;
  try {
    await using handle = await open(file);
    for await (const line of handle.readLines({ encoding: 'utf8' })) {
      if (!isAbout(line)) continue;
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
function aboutOf({ traceIds, incidents }: LogSubject): (line: string) => boolean {
  const ids = [...traceIds, ...incidents];
  return (line) => {
    if (!ids.some((id) => line.includes(id))) return false;
    try {
      const { traceId = '', incident = '', card = '' } = lineSchema.safeParse(JSON.parse(line)).data ?? {};
      return traceIds.has(traceId) || incidents.has(incident) || incidents.has(card);
    } catch {
      return false;
    }
  };
}

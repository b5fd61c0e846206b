import type { Upload } from '../multipart.ts';
import type { Sent } from './limits.ts';

/** All files of a message, where the server has no boosts (https://docs.discord.com/developers/reference#uploading-files). */
const MOST_BYTES = 10 * 1024 * 1024;

/** A file as it stands at a message. */
export interface Attached {
  readonly filename: string;
  /** Its alternative text. */
  readonly description: string | null;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export type Attaching =
  | { readonly ok: true; readonly attached: readonly Attached[] }
  | { readonly ok: false; readonly status: number; readonly code: number; readonly problem: string };

/** What of the files of a request stands at its message, or why Discord would refuse them. */
export function attach({ attachments, embeds }: Sent, files: ReadonlyMap<string, Upload>): Attaching {
  const all = [...files.values()];
  if (all.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_BYTES) {
    return { ok: false, status: 413, code: 40_005, problem: 'Request entity too large' };
  }
  const attached = attachments.flatMap(({ id, filename, description = null }): Attached[] => {
    const file = files.get(`files[${id}]`);
    if (file === undefined || file.filename !== filename) return [];
    return [{ filename, description, contentType: file.contentType, bytes: file.bytes }];
  });
  if (attached.length !== attachments.length || attached.length !== files.size) {
    return invalid('attachments that are not the files that were uploaded');
  }
  const shown = embeds.flatMap(({ image }) => /^attachment:\/\/(.+)$/.exec(image?.url ?? '')?.[1] ?? []);
  const missing = shown.find((name) => !attached.some(({ filename }) => filename === name));
  return missing === undefined ? { ok: true, attached } : invalid(`no attachment ${missing}`);
}

function invalid(problem: string): Attaching {
  return { ok: false, status: 400, code: 50_035, problem: `Invalid Form Body: ${problem}` };
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { verify } from '../webhooks/verify.ts';
import type { CliCommand } from './command.ts';
import { CommandFailed } from './failure.ts';
import { asJson } from './print.ts';
import { configOf, sourceOf } from './setting.ts';
import { codeOf } from '../core/error-code.ts';
import { parseOrNull } from '../core/parse-or-null.ts';

export const verifyCommand: CliCommand = {
  name: 'verify',
  summary: 'say why the signature of a captured request fails',
  options: [
    { flag: '--source <name>', about: 'the source it was sent to' },
    { flag: '--headers <file>', about: 'its headers, one "Name: value" a line, or as JSON' },
    { flag: '--body <file>', about: 'its body, byte for byte' },
    { flag: '--now <unix>', about: 'when it was received, unix seconds (default: now)' },
  ],
  json: true,
  run(call) {
    const name = needed(call.option('source'), '--source');
    const headers = headersOf(readText(needed(call.option('headers'), '--headers')));
    const body = readBytes(needed(call.option('body'), '--body'));
    const config = configOf(call);
    const source = sourceOf(config, name);
    const request = { method: 'POST', url: `/hooks/${name}`, headers, body };
    const result = verify(request, source, new Date(nowOf(call.option('now'))));
    if (call.json) call.out(asJson(result));
    else if (result.ok) call.out(`verified by secret ${result.secret + 1} of ${name} (${source.scheme})`);
    else call.out(`not verified: ${result.reason}: ${ADVICE[result.reason]}`);
    return Promise.resolve(result.ok ? 0 : 1);
  },
};

type Reason = Extract<ReturnType<typeof verify>, { ok: false }>['reason'];

const ADVICE: Readonly<Record<Reason, string>> = {
  secret_missing: 'the source has no secret: put one into `secrets`',
  signature_missing:
    'the header with the signature is not there: is this the sender’s scheme, and does a proxy drop it?',
  signature_malformed:
    'the signature has not the form of this scheme: compare it with the sender’s documentation',
  signature_duplicate: 'the signature header is there more than once: something between adds one',
  signature_mismatch:
    'no secret fits these bytes: is it the right secret, and is the body unchanged to the byte?',
  token_mismatch: 'the token is not one of `secrets`: compare it with the one at the sender',
  timestamp_missing: 'the signed timestamp is not there: does a proxy drop the header?',
  timestamp_malformed: 'the timestamp is not made of digits alone',
  timestamp_duplicate: 'the timestamp is there more than once',
  timestamp_skew:
    'it was signed too long ago or in the future: give --now for an old capture, else compare both clocks',
  id_missing: 'the delivery id that is signed is not there',
  id_malformed: 'the delivery id has not the form of this scheme',
  request_malformed: 'the request has not the form that can be verified',
};

function needed(value: string | null, flag: string): string {
  if (value === null) throw new CommandFailed(`${flag} is needed: see "npx pithead verify --help"`, 2);
  return value;
}

function nowOf(text: string | null): number {
  if (text === null) return Date.now();
  if (!/^\d{1,12}$/.test(text)) throw new CommandFailed('--now takes unix seconds, digits only', 2);
  return Number(text) * 1_000;
}

const jsonHeaders = z.union([
  z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  z.array(z.tuple([z.string(), z.string()])),
]);

/**
 * As captures show them: lines, where a request line and blank ones are passed over; or JSON, an object by name or a
 * list of [name, value].
 */
function headersOf(text: string): [string, string][] {
  if (/^\s*[[{]/.test(text)) return headersInJson(text);
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] satisfies [string, string]];
  });
}

function headersInJson(text: string): [string, string][] {
  const read = jsonHeaders.safeParse(parseOrNull(text));
  if (!read.success) {
    throw new CommandFailed('--headers is JSON, but neither {"Name": "value"} nor [["Name", "value"]]', 2);
  }
  if (Array.isArray(read.data)) return read.data;
  return Object.entries(read.data).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
}

function readText(file: string): string {
  return Buffer.from(readBytes(file)).toString('latin1');
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = codeOf(error) ?? 'unreadable';
    throw new CommandFailed(`${file} can't be read (${code})`, 2);
  }
}

import { X509Certificate } from 'node:crypto';
import { errorText } from '../core/error-text.ts';
import type { LlmDeps } from './api.ts';
import { codeOf } from '../core/error-code.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The text of a PEM file of CAs; throws with what to do where it can't be one. */
export function readCa(path: string, { readFile }: Pick<LlmDeps, 'readFile'>): string {
  const pem = readOr(`ca: ${path} can't be read`, () => readFile(path));
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) {
    throw new Error(
      `ca: ${path} must be a PEM file with -----BEGIN CERTIFICATE-----, and holds no certificate`,
    );
  }
  for (const block of blocks) {
    readOr(`ca: ${path} holds a certificate that can't be read`, () => new X509Certificate(block));
  }
  return pem;
}

function readOr<T>(problem: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${problem} (${codeOf(error) ?? errorText(error)})`, { cause: error });
  }
}

import type { Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';

/**
 * The formats of JSON Schema and OpenAPI that are checked, as promptfoo checks them, by name. Each takes time by the
 * length of the text. `url` is none of them, because its regular expression takes the square of that, and `regex` is
 * none, because it compiles a stranger's pattern.
 */
export const FORMATS: Readonly<Record<string, Format>> = pick([
  'date',
  'time',
  'date-time',
  'iso-time',
  'iso-date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
  'json-pointer',
  'json-pointer-uri-fragment',
  'relative-json-pointer',
  'byte',
  'int32',
  'int64',
]);

function pick(names: readonly (keyof typeof fullFormats)[]): Readonly<Record<string, Format>> {
  return Object.fromEntries(names.map((name) => [name, fullFormats[name]]));
}

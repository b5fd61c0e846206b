import type { Log } from './ports.ts';

/** Where nobody reads a log. */
export const SILENT_LOG: Log = { info() {}, warn() {}, error() {} };

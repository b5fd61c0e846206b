import type { Problem } from '../config.ts';

/** The configuration can't be used; `problems` has everything that is wrong with it. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

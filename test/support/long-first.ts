import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The test files that take longest. One that began late would run alone in the end, on one core of several. */
const LONG = [
  '/app/kills.test.ts',
  '/app/incident-day/incident-day.test.ts',
  '/cli/init/on-terminal.test.ts',
];

/** The long ones first; the others in the order of vitest, which knows how long they took the last time. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- this one is of vitest
    const { long = [], short = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      LONG.some((name) => moduleId.endsWith(name)) ? 'long' : 'short',
    );
    return [...long, ...short];
  }
}

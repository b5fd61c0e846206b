import type { Reporter } from 'knip';

/** A reporter for knip that says how many files it read, so that `check.ts` can see that it looked. */
const count: Reporter = ({ counters }) => {
  process.stdout.write(`knip read ${counters.processed} files\n`);
};

export default count;

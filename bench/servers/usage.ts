import { serveApp } from './serve-app.ts';

/** One workflow with two budgets. */
const [key = '', dir = ''] = process.argv.slice(2);
// The day's is used up in the midst of the load: from then on every record is judged against a budget that is gone.
const workflows = { digest: { key, budget: { day: '$100', month: '$100000' } } };
await serveApp(dir, { workflows }, 'privateUrl');

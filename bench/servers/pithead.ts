import { serveApp } from './serve-app.ts';

/** One source, every event delivered to the console. */
const [secret = '', dir = ''] = process.argv.slice(2);
await serveApp(dir, { sources: { github: { scheme: 'github', secrets: [secret] } } }, 'publicUrl');

import { createServer } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { HOOK_PATH } from '../webhook.ts';
import { announce } from './announce.ts';

/** The library that GitHub's own documentation leads to: verifies and parses, keeps nothing, answers 200. */
const webhooks = new Webhooks({ secret: process.argv[2] ?? '' });
webhooks.on('push', () => {});
const middleware = createNodeMiddleware(webhooks, { path: HOOK_PATH });
announce(createServer((request, response) => void middleware(request, response)));

import { createServer } from 'node:http';
import { announce } from './announce.ts';

/** What Node can do at most: reads the body, keeps nothing, answers 202. */
announce(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.writeHead(202, { 'Content-Length': 0 }).end());
  }),
);

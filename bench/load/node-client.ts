import { Agent, request } from 'node:http';
import type { Lane, OpenClient, Post } from './client.ts';

/** Node's own HTTP client, as a sender written for Node would use it. It takes more of the machine than a bare server. */
export const openNodeClient: OpenClient = ({ url, requests, connections, newPost }, broken) => {
  const posts = Array.from({ length: requests }, newPost);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const lane: Lane = (index, answered) => {
    const post = posts[index];
    if (post !== undefined) send(url, post, agent, broken, answered);
  };
  return { lanes: Array.from({ length: connections }, () => lane), close: () => agent.destroy() };
};

function send(
  url: string,
  { path, headers, body }: Post,
  agent: Agent,
  broken: (error: Error) => void,
  answered: (status: string) => void,
): void {
  const length = String(body.length);
  const sent = request(
    url + path,
    { method: 'POST', agent, headers: { ...headers, 'Content-Length': length } },
    (response) => {
      response.once('error', broken);
      response.resume();
      response.once('end', () => answered(String(response.statusCode)));
    },
  );
  sent.once('error', broken);
  sent.end(body);
}

/** A POST that is ready to be sent. */
export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** ASCII. */
  readonly body: string;
}

/** Sends post number `index` and says how it was answered, as `202`. */
export type Lane = (index: number, answered: (status: string) => void) => void;

export interface Client {
  /** One request at a time on each. */
  readonly lanes: readonly Lane[];
  close(): void;
}

/** So many requests to one server, over so many kept-alive connections. */
export interface Load {
  readonly url: string;
  readonly requests: number;
  readonly connections: number;
  readonly newPost: () => Post;
}

/** Makes all posts, and opens the connections where it can. `broken` hears of one that breaks. */
export type OpenClient = (load: Load, broken: (error: Error) => void) => Client | Promise<Client>;

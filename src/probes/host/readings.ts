/** What could be read of this machine at a moment; `null`: there is nothing to read it from. Sizes are bytes. */
export interface HostReadings {
  /** The machine's name. */
  readonly hostname: string | null;
  readonly disk: DiskReading | null;
  /** The file system that holds the path. */
  readonly mount: MountReading | null;
  readonly memory: { readonly availableBytes: number; readonly totalBytes: number | null } | null;
  /** Of processors and their packages; empty where there is no sensor. */
  readonly temperatures: readonly { readonly sensor: string; readonly celsius: number }[];
  readonly power: PowerReading | null;
  /** SQLite's file, and its write-ahead log beside it. */
  readonly database: { readonly fileBytes: number; readonly walBytes: number } | null;
  /** How late the event loop was, 99th percentile since the last reading. */
  readonly loopDelayMs: number | null;
}

/** The disk of a path. `available`: to ordinary programs, without what the system keeps for itself. */
export type DiskReading =
  | {
      readonly outcome: 'read';
      readonly path: string;
      readonly availableBytes: number;
      readonly usedBytes: number;
    }
  /** The path is configured or the program's own, and yet it is not there, or the disk does not answer. */
  | { readonly outcome: 'unreadable'; readonly path: string; readonly detail: string };

export interface MountReading {
  readonly path: string;
  readonly mountPoint: string;
  readonly device: string;
  readonly type: string;
  readonly readOnly: boolean;
  /** Errors that an ext4 file system noted since it was last checked; `null`: it is of a kind that does not say. */
  readonly errors: number | null;
}

/** Of a Raspberry Pi. */
export interface PowerReading {
  /** The kernel driver's alarm: the voltage is too low now. `null`: no driver. */
  readonly alarm: boolean | null;
  /** The bits of `vcgencmd get_throttled`; `null`: the program is not there. */
  readonly throttled: number | null;
}

export const NOTHING_READ: HostReadings = {
  hostname: null,
  disk: null,
  mount: null,
  memory: null,
  temperatures: [],
  power: null,
  database: null,
  loopDelayMs: null,
};

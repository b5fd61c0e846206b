import { connect } from 'node:net';

/** How long one address of a name may take before its next one is tried as well; Node's 250 ms are too few for a satellite. */
const NEXT_ADDRESS_MS = 1_500;

/** Opens a TCP connection and closes it again. Rejects where there is none, and as soon as the signal aborts. */
export function tcpConnect(host: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    // Stays: a second error of a socket that is given up must not end the program.
    socket.on('error', reject);
  });
}

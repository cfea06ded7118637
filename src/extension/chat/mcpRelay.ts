/**
 * The program that the editor starts as a server of the Model Context Protocol: it hands its streams to the extension's own, whose
 * socket is its one argument. Ends with 1 where the extension is gone.
 */
import { connect } from 'node:net';

const socket = connect(process.argv[2] ?? '');
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on('error', () => {
  process.exitCode = 1;
});
// Without input there is nothing left to wait for, and the process ends.
socket.on('close', () => process.stdin.destroy());

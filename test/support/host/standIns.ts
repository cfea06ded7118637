import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes the log files that the editor's Output channels show. */
const logger = `
const fs = require('node:fs');
const path = require('node:path');
const kinds = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(kind, name, file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = file;
    this.level = 2;
    this.bare = false;
  }
  write(level, message) {
    if (level < this.level || !this.file) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      fs.appendFileSync(this.file, this.bare ? message : stamp + ' [' + kinds[level] + '] ' + message + '\\n');
    } catch {
      this.file = undefined;
    }
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.bare = true; }
  flush() {}
  drop() { this.file = undefined; }
}
const create = async (name, file) => new Logger('', name, file);
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** Ends an extension host whose server is gone. */
const watchdog = `
exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 1000).unref();
};
exports.exit = (code) => process.exit(code);
`;

/** The two modules of the editor that would need a C++ compiler. Without them it has no logs and fills the terminal with errors. */
export async function placeStandIns(editor: string): Promise<void> {
  const place = (name: string, source: string) =>
    writeFile(path.join(editor, 'node_modules', '@vscode', name, 'index.js'), source.trimStart());
  await Promise.all([place('spdlog', logger), place('native-watchdog', watchdog)]);
}

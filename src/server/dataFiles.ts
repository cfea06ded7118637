import type { FileSource, FileState } from '../core/makers/dataSet.ts';
import { bytesOf } from '../protocol/base64.ts';
import type { FileHead } from '../protocol/records.ts';

type ReadFile = (
  uri: string,
  path: string,
  head: FileHead | undefined,
) => Promise<
  { readonly base64: string; readonly size?: number; readonly drawn?: boolean } | { readonly refused: string } | null
>;

/** Bytes of data files, asked for once from the client and kept until the file changes. */
export class DataFiles {
  private readonly files = new Map<string, FileState>();
  private readonly read: ReadFile;
  private readonly arrived: (uri: string) => void;

  constructor(read: ReadFile, arrived: (uri: string) => void) {
    this.read = read;
    this.arrived = arrived;
  }

  of(uri: string): FileSource {
    return { read: (path, head) => this.lookUp(uri, path, head) };
  }

  /** Forgets what was read beside a document, so that it is read anew. */
  forget(uri: string): void {
    for (const key of this.files.keys()) if (key.startsWith(`${uri}\n`)) this.files.delete(key);
  }

  /** Has a file that changed read anew by those who use it; without a file, all. */
  changed(file: string | undefined): void {
    for (const key of [...this.files.keys()]) {
      const [uri = '', path = ''] = key.split('\n');
      if (file !== undefined && besides(uri, path) !== unpacked(file)) continue;
      this.files.delete(key);
      this.arrived(uri);
    }
  }

  private lookUp(uri: string, path: string, head: FileHead | undefined): FileState {
    const key = `${uri}\n${path}\n${head ? `${head.count} ${head.limit}` : ''}`;
    const known = this.files.get(key);
    if (known) return known;
    const loading: FileState = { state: 'loading' };
    this.files.set(key, loading);
    const settle = (state: FileState): void => {
      if (this.files.get(key) !== loading) return;
      this.files.set(key, state);
      this.arrived(uri);
    };
    const refused = (reason: string): FileState => ({ state: 'refused', reason });
    this.read(uri, path, head)
      .then((answer) => stateOf(answer) ?? refused(`${path} cannot be read here`))
      .then(settle, () => settle(refused(`${path} cannot be read`)));
    return loading;
  }
}

/** Undefined for an answer that is none: not every client reads files. */
function stateOf(answer: Awaited<ReturnType<ReadFile>>): FileState | undefined {
  if (answer === null || typeof answer !== 'object') return undefined;
  if ('base64' in answer) {
    const bytes = bytesOf(answer.base64);
    return { state: 'ready', bytes, size: answer.size ?? bytes.length, drawn: answer.drawn };
  }
  return 'refused' in answer ? { state: 'refused', reason: answer.refused } : undefined;
}

/** Addresses of one file may be escaped in several ways. */
function plainAddress(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** A text names a file as it is unpacked, and its packed form is read where that is all there is. */
const unpacked = (address: string): string => plainAddress(address).replace(/\.gz$/, '');

const besides = (uri: string, path: string): string | undefined =>
  URL.canParse(path, uri) ? unpacked(new URL(path, uri).href) : undefined;

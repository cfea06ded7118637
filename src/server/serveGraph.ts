import type { Connection } from 'vscode-languageserver';
import type { LanguageService } from '../language/service.ts';
import type { Log } from './guarded.ts';

export function serveGraph(_connection: Connection, _service: LanguageService, _log: Log): void {}

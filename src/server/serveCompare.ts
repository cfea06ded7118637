import type { Connection } from 'vscode-languageserver';
import { givenArrays, pastedArrays } from '../language/document/givenArrays.ts';
import type { LanguageService } from '../language/document/service.ts';
import { comparison, shapePage } from '../language/features/comparing.ts';
import { type ArraySource, compareRequest, shapeDetectiveRequest } from '../protocol/language.ts';
import { answering, type Log } from './guarded.ts';

/** One's own arrays compared with the text, and the shape detective. */
export function serveCompare(connection: Connection, service: LanguageService, log: Log): void {
  const answer = answering(connection, log);
  answer(compareRequest, null, ({ uri, offset, arrays }) => {
    const state = service.state(uri);
    return state ? comparison(state, offset, arraysOf(arrays)) : null;
  });
  answer(shapeDetectiveRequest, null, ({ uri, offset }) => {
    const state = service.state(uri);
    return state ? shapePage(state, offset) : null;
  });
}

function arraysOf(source: ArraySource): ReturnType<typeof givenArrays> {
  if (source.kind === 'text') return pastedArrays(source.text);
  const bytes = Uint8Array.from(atob(source.base64), (letter) => letter.charCodeAt(0));
  return givenArrays({ name: source.name, bytes }, (content) => new TextDecoder().decode(content));
}

import type { Connection } from 'vscode-languageserver';
import { exerciseFor, practiceTopics, worksheetOf } from '../language/document/exercises.ts';
import type { LanguageService } from '../language/document/service.ts';
import { practiceRequest, practiceTopicsRequest, worksheetRequest } from '../protocol/language.ts';
import { answering, type Log } from './guarded.ts';

/** Exercises and worksheets: what the editor's commands ask for. */
export function servePractice(connection: Connection, service: LanguageService, log: Log): void {
  const answer = answering(connection, log);
  answer(practiceTopicsRequest, [], practiceTopics);
  answer(practiceRequest, null, ({ topic, difficulty, seed }) => exerciseFor(topic, difficulty, seed));
  answer(worksheetRequest, null, ({ uri, ...wish }) => {
    const state = service.state(uri);
    return state ? worksheetOf(state, wish) : null;
  });
}

import type { Connection } from 'vscode-languageserver';
import type { LanguageService } from '../language/document/service.ts';
import { answerMarks } from '../language/features/answerMarks.ts';
import { gradientCheckPage } from '../language/features/gradientCheckPage.ts';
import { hint, reveal } from '../language/features/questions.ts';
import { score } from '../language/features/score.ts';
import { problemPage, problemReference } from '../language/problemPage.ts';
import {
  explainProblemRequest,
  gradientCheckRequest,
  hintRequest,
  marksRequest,
  revealRequest,
  scoreRequest,
} from '../protocol/language.ts';
import { answering, type Log } from './guarded.ts';

/** The tutor's side of the wire: marks, hints, answers, checks and explanations. `keep`: a record has changed. */
export function serveQuestions(
  connection: Connection,
  service: LanguageService,
  log: Log,
  keep: (uri: string) => void,
): void {
  const answer = answering(connection, log);
  answer(marksRequest, { version: -1, marks: [] }, ({ uri }) => {
    const state = service.state(uri);
    return state ? { version: state.version, marks: answerMarks(state) } : { version: -1, marks: [] };
  });
  answer(hintRequest, null, ({ uri, offset, level }) => {
    const state = service.state(uri);
    return state ? hint(state, offset, level) : null;
  });
  answer(revealRequest, null, ({ uri, offset }) => {
    const state = service.state(uri);
    return state ? reveal(state, offset) : null;
  });
  answer(scoreRequest, null, ({ uri }) => {
    const state = service.state(uri);
    return state ? score(state) : null;
  });
  answer(gradientCheckRequest, null, ({ uri, cell }) => {
    const state = service.state(uri);
    const page = state ? gradientCheckPage(state, cell, service.theme) : null;
    if (page === null) return null;
    const { probe, ...shown } = page;
    if (probe !== undefined) {
      const { key, numbers } = probe;
      service.updateReader(uri, (reader) => {
        const tried = reader.probes.get(key) ?? [];
        return tried.includes(numbers)
          ? reader
          : { ...reader, probes: new Map([...reader.probes, [key, [...tried, numbers]]]) };
      });
      keep(uri);
    }
    return shown;
  });
  answer(explainProblemRequest, null, ({ code }) =>
    code === undefined ? { title: 'Problems, explained', markdown: problemReference() } : problemPage(code),
  );
}

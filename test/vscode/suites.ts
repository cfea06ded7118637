import './firstLesson.ts';
import './manifest.ts';

import './firstLesson.ts';
import './lessons.ts';
import './manifest.ts';
import './walkthrough.ts';

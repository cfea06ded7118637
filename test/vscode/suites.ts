import './firstLesson.ts';
import './lessons.ts';
import './manifest.ts';
import './pages.ts';
import './walkthrough.ts';

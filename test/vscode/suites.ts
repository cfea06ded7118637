import './startup.ts';
import './firstLesson.ts';
import './languageFeatures.ts';
import './lessons.ts';
import './manifest.ts';
import './pages.ts';
import './walkthrough.ts';

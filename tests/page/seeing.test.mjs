// What people see of the page: answers, and whether everybody can read it. A real browser and a real
// server of its own, so that it can run beside the other half.

import "./asking.mjs";
import "./readable.mjs";

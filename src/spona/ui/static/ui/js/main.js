// Everything here only adds to pages that already work without it.
import "./hide_screen.js";
import "./toast.js";
import "./autosave.js";
import "./reveal.js";
import "./copy.js";
import "./forms.js";
import "./days.js";
import "./print.js";
import "./security_key.js";
import "./go_on.js";

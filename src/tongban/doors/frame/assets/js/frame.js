// The one script of all doors. Every page works without it; each part below only adds comfort.

import "htmx.org";
import { Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, PasswordInput, Radios, createAll } from "govuk-frontend";
import { autosave } from "./autosave.js";
import { conditions } from "./conditions.js";
import { keys } from "./keys.js";
import { live } from "./live.js";
import { readAloud } from "./read_aloud.js";
import { session } from "./session.js";
import { submitOnce } from "./submit_once.js";
import { suggestions } from "./suggestions.js";

function begin(scope) {
  for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, PasswordInput, Radios]) {
    createAll(component, undefined, scope);
  }
  scope.querySelectorAll("form[data-autosave]").forEach(autosave);
  scope.querySelectorAll("input[data-suggest]").forEach(suggestions);
  scope.querySelectorAll("[data-read-aloud]").forEach(readAloud);
  scope.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  conditions(scope);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
begin(document);
submitOnce(document);
keys(document);
document.querySelectorAll("[data-live]").forEach(live);
session(document.body);
document.addEventListener("allauth.error", () => {
  document.querySelectorAll("[data-passkey-failed]").forEach((said) => { said.hidden = false; });
});
document.addEventListener("htmx:afterSettle", (event) => begin(event.target));

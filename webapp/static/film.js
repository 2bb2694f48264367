// A link to a review that stands on another page of its film leads on to it. Without this file it
// leads to the line that names the review, whose link does the same.
"use strict";

(() => {
  function follow() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const link = place && place.closest(".elsewhere li") && place.querySelector("a");
    if (link) location.replace(link.href);
  }

  follow();
  window.addEventListener("hashchange", follow);
})();

// The rules of pages/rules.py for the live preview: Wagtail's checker runs them with axe. True means nothing to say.
(() => {
  const userbar = window.wagtail && window.wagtail.userbar;
  if (!userbar) return;

  const MARKS = /[\u0300-\u036f'’‘‛`´ʼʻʹ′]/g;
  const fold = (text) =>
    text.normalize("NFKD").replace(MARKS, "").replaceAll("ı", "i").toLowerCase().replace(MARKS, "");
  const wordsOf = (text) => text.match(/\p{L}+/gu) || [];
  const isLoud = (word) => word === word.toLocaleUpperCase("tr") && word !== word.toLocaleLowerCase("tr");

  const isShouted = (title) => {
    const words = wordsOf(title).filter((word) => word.length > 1);
    const loud = words.filter(isLoud);
    const long = loud.filter((word) => word.length > 4);
    if (words.length === 1) return loud.length === 1 && loud[0].length > 7;
    if (loud.length === words.length) return long.length > 0;
    return long.length > 1 && loud.length * 2 > words.length;
  };

  // The text of an element without that of its links; a number does not run on through one.
  const plainText = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.matches("a, script, style, time, ul, ol")) return "\u0000";
    return Array.from(node.childNodes, plainText).join("");
  };

  userbar.registerCheck("check-cinar-title-case", (node) => !isShouted(node.textContent));
  userbar.registerCheck("check-cinar-link-text", (node, { vague }) => {
    const text = node.textContent.trim();
    if (!text) return true;
    return !(fold(text).match(/[\p{L}\p{N}]+/gu) || []).every((word) => vague.includes(word));
  });
  userbar.registerCheck("check-cinar-phone", (node, { pattern }) =>
    !new RegExp(pattern, "u").test(Array.from(node.childNodes, plainText).join("")),
  );
})();

// What the server says of the page: words in its language, its instant, where the time is asked.
const element = document.getElementById("page");
const data = element ? JSON.parse(element.textContent) : { words: {}, at: Date.now(), language: "en" };

export const words = data.words;
export const pageAt = data.at;
export const language = data.language;
export const addresses = document.body.dataset;
export const viewer = document.body.dataset.viewer ?? "";

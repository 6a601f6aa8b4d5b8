// Measures the page in each frame, and writes what is wrong with it for the test to read.
let wrong = [];
const say = (what, element) => {
  if (wrong.length < 20) wrong.push(what + ": " + (element.outerHTML || "").slice(0, 160));
};

function luminance(color) {
  const parts = color.map((part) => {
    const value = part / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

function channels(text) {
  const found = text.match(/[\d.]+/g).map(Number);
  return { color: found.slice(0, 3), opaque: found.length < 4 || found[3] > 0.9 };
}

function contrast(view, element) {
  let behind = [255, 255, 255];
  for (let one = element; one; one = one.parentElement) {
    const { color, opaque } = channels(view.getComputedStyle(one).backgroundColor);
    if (opaque) { behind = color; break; }
  }
  const own = luminance(channels(view.getComputedStyle(element).color).color);
  const other = luminance(behind);
  return (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05);
}

function measure(frame) {
  wrong = [];
  const page = frame.contentDocument, view = frame.contentWindow, width = frame.clientWidth;
  if (page.documentElement.scrollWidth > width) say("the page is wider than its window, " + page.documentElement.scrollWidth, page.body);
  for (const element of page.body.querySelectorAll("*:not(svg *)")) {
    const style = view.getComputedStyle(element);
    const scrolls = element.closest(".scroll");
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.classList.contains("skip")) continue;
    if (!scrolls && (box.right > width + 1 || box.left < -1)) say("it stands outside of the window", element);
    if (style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1) say("it is cut off", element);
    const ownText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (ownText && contrast(view, element) < 4.5) say("it is hard to read, " + contrast(view, element).toFixed(2), element);
  }
  // What a cell holds stays in it.
  for (const cell of page.querySelectorAll("td, th")) {
    const edge = cell.getBoundingClientRect();
    for (const inner of cell.querySelectorAll("*")) {
      const box = inner.getBoundingClientRect();
      if (box.width > 0 && (box.right > edge.right + 1 || box.bottom > edge.bottom + 1)) say("it leaves its cell", inner);
    }
  }
  for (const picture of page.querySelectorAll("figure svg")) {
    const frame = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll("text")].map((text) => ({ text, box: text.getBoundingClientRect() }));
    texts.forEach(({ text, box }, place) => {
      const outside = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      if (outside) say("a word of a picture is cut off", text);
      for (const other of texts.slice(place + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 2 && down > 4) say("words of a picture lie on one another, beside " + other.text.textContent.slice(0, 40), text);
      }
    });
  }
  return { title: page.title, width, wrong };
}

window.addEventListener("load", () => {
  const result = document.createElement("pre");
  result.id = "measured";
  result.textContent = JSON.stringify([...document.querySelectorAll("iframe")].map(measure));
  document.body.append(result);
});

// Files in the composer: dropped, pasted or chosen, on the server at once, each with its progress.
const form = document.querySelector("[data-composer]");
const list = form?.querySelector("[data-uploads]");

function sentence(words, name) {
  return words.replace("{name}", `\u2068${name}\u2069`);
}

function weight(bytes) {
  const language = document.documentElement.lang;
  const [value, unit] = bytes < 1048576 ? [Math.max(1, Math.round(bytes / 1024)), "kilobyte"] : [bytes / 1048576, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: language === "ar" ? "narrow" : "short", maximumFractionDigits: 1, numberingSystem: "latn" }).format(value);
}

// What a browser calls a picture from the clipboard says nothing; the time of day does.
function nameOf(file, isPasted) {
  if (!isPasted || !/^image\.\w+$/.test(file.name)) return file.name;
  const stamp = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return `image-${stamp}.${file.name.split(".").pop()}`;
}

function takeFiles(form, list) {
  const news = form.querySelector("[data-upload-news]");
  const pattern = form.querySelector("[data-upload-row]");
  const input = form.querySelector("[name=attachments]");
  const token = form.elements.csrfmiddlewaretoken.value;
  const waiting = [];
  let going = null;
  let idle = [];

  const tell = (words) => (news.textContent = words);
  const sizes = () => [...list.querySelectorAll(".upload:not(.is-refused)")].map((row) => Number(row.dataset.size));

  function obstacle(file) {
    const held = sizes();
    if (held.length >= Number(list.dataset.most)) return list.dataset.tooMany;
    if (file.size > Number(list.dataset.each)) return sentence(list.dataset.tooLarge, file.name);
    const together = held.reduce((sum, size) => sum + size, file.size);
    return together > Number(list.dataset.together) ? list.dataset.tooLargeTogether : "";
  }

  function row(name, size) {
    const made = pattern.content.firstElementChild.cloneNode(true);
    made.querySelector(".upload__name").textContent = name;
    made.querySelector(".upload__size").textContent = weight(size);
    const remove = made.querySelector("[data-remove]");
    remove.setAttribute("aria-label", sentence(remove.getAttribute("aria-label"), name));
    made.dataset.size = size;
    return made;
  }

  function fail(made, why, { again }) {
    made.classList.remove("is-busy");
    made.classList.add(again ? "is-failed" : "is-refused");
    made.querySelector("progress").hidden = true;
    made.querySelector(".upload__why").textContent = why;
    made.querySelector(".upload__why").hidden = false;
    made.querySelector("[data-retry]").hidden = !again;
    tell(why);
  }

  function done(made, kept) {
    const id = Object.assign(document.createElement("input"), { type: "hidden", name: "uploads", value: kept.id });
    made.classList.remove("is-busy");
    made.querySelector("progress").remove();
    made.querySelector(".upload__name").textContent = kept.name;
    made.querySelector(".upload__size").textContent = kept.size;
    made.prepend(id);
    tell(sentence(list.dataset.saidUp, kept.name));
    form.querySelector("[data-discard]").hidden = false;
  }

  function next() {
    going = waiting.shift() ?? null;
    if (going) return send(going);
    for (const finish of idle) finish(!list.querySelector(".is-failed"));
    idle = [];
  }

  function send({ file, name, made }) {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, name);
    request.open("POST", list.dataset.uploads);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("HX-Request", "true");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) made.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      if (!made.isConnected) forget(request.response?.id);
      else if (request.status === 201) done(made, request.response);
      else if (request.status === 422) fail(made, request.response?.error ?? list.dataset.failed, { again: false });
      else fail(made, list.dataset.failed, { again: true });
      next();
    });
    made.stop = () => request.abort();
    request.send(body);
  }

  function enqueue(job) {
    waiting.push(job);
    if (!going) next();
  }

  function add(files, isPasted = false) {
    for (const file of files) {
      const name = nameOf(file, isPasted);
      const why = obstacle(file);
      const made = row(name, file.size);
      list.append(made);
      made.querySelector("[data-retry]").addEventListener("click", () => {
        made.classList.replace("is-failed", "is-busy");
        made.querySelector("progress").hidden = false;
        made.querySelector("progress").value = 0;
        for (const part of ["[data-retry]", ".upload__why"]) made.querySelector(part).hidden = true;
        enqueue({ file, name, made });
      });
      if (why) fail(made, why, { again: false });
      else enqueue({ file, name, made });
    }
  }

  function forget(id) {
    if (!id) return;
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    fetch(list.dataset.removal, { method: "POST", headers, body: new URLSearchParams({ upload: id }) }).catch(() => {});
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const made = button.closest(".upload");
    const index = waiting.findIndex((job) => job.made === made);
    if (index >= 0) waiting.splice(index, 1);
    tell(sentence(list.dataset.saidOff, made.querySelector(".upload__name").textContent));
    (made.nextElementSibling ?? made.previousElementSibling)?.querySelector("[data-remove]").focus();
    made.remove();
    forget(made.querySelector("[name=uploads]")?.value);
    made.stop?.();
    if (!list.querySelector(".upload")) form.querySelector("textarea").focus();
  });

  input.addEventListener("change", () => {
    if (!input.files.length) return;
    add([...input.files]);
    input.value = "";
    input.dispatchEvent(new Event("change"));
  });
  form.querySelector("textarea").addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    add(files, true);
  });
  dropZone(form, add);
  form.addEventListener("settle", (event) => {
    const isFailed = list.querySelector(".is-failed") !== null;
    if (isFailed) tell(list.dataset.hurdle);
    const up = going ? new Promise((finish) => idle.push(finish)) : Promise.resolve(!isFailed);
    event.detail.waits.push(up);
  });
  form.addEventListener("discard", () => {
    waiting.length = 0;
    for (const made of list.querySelectorAll(".upload")) {
      made.remove();
      made.stop?.();
    }
  });
}

// The whole window takes a drop, so that a file that misses does not replace the page.
function dropZone(form, add) {
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  addEventListener("dragenter", (event) => {
    if (carries(event)) form.classList.toggle("is-target", ++depth > 0);
  });
  addEventListener("dragleave", (event) => {
    if (carries(event)) form.classList.toggle("is-target", --depth > 0);
  });
  addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    form.classList.remove("is-target");
    add([...event.dataTransfer.files]);
  });
}

if (list) takeFiles(form, list);

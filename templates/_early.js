{# Before the first paint: the reader's own look, so that nothing jumps. #}
(d=>{d.className="js";try{Object.assign(d.dataset,JSON.parse(localStorage["postil:look"]||"{}"))}catch{}})(document.documentElement)

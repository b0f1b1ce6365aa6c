{# Before the first paint, so that nothing jumps: the reader's own look; and on the pages that keep to a spoiler bound,
   what lies past it is taken out as it is parsed. Nothing waits for the script. -#}
(d=>{d.className="js";try{var kept=k=>JSON.parse(localStorage["postil:"+k]||0);Object.assign(d.dataset,kept("look"))}catch{}
{%- if here is defined and here in ("cast", "beats") %}

let far=0,all=0;try{far=kept({{ ("far:" ~ story.slug)|tojson }}),all=kept({{ ("ahead:" ~ story.slug)|tojson }})}catch{}
let o=new MutationObserver(l=>{for(let r of l)for(let t of r.addedNodes)if(t.dataset){if(t.dataset.from>far&&!all&&(!t.id||"#"+t.id!=location.hash))t.classList.add("ahead");if(t.id=="whole")t.open=1}})
o.observe(d,{childList:true,subtree:true});addEventListener("load",()=>o.disconnect())
{%- endif %}
})(document.documentElement)

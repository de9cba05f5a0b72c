import iconv from 'iconv-lite';
import type { Encoding } from '#core/contract/source.ts';

/** Characters that texts and headers of a language are full of; which of them a wrong encoding would read is chance. */
const simplified =
  '的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市体别处总才场师书比住员九性通目华报立马命张活难数件安表原车白应路期常提感金何更反合放做系计司利受光王果界及今京务制解各任至清物台记边共风战接许八特望直服林题建南度统色字请交认算论百义科元社术结六功指思非流每青管连远资队带花快条院变联权展领传近留红决周保达办运半候七必城强步完深区求品转量空技程告江语英基满式李息写识令收钱未持取设始双历史商千片容研站广改议形房音火际首单导据布客编号姓额价订户址备注州圳';
const traditional =
  '的一是不了人我在有他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身與高意進法此實回二理美點月明其種聲全工話兒者向情部正名定女問力機給等幾業最間新打便位因重走電四第門相次東政海口使教西再平真世氣信北少關並內加化由代產入先山五太水萬市體別處總場師書比住員性通目華報立馬命張活數件安表原車白應路期常提金何更反合放做系計司利受光王果界及今京務制解各任至清物台記邊共風接許特望直服林題建南度統色字請交認算論百科元社術結六功指流每青管連遠資隊帶花快條院變聯權展領傳近留紅決周保達辦運半候必城強步完深區求品轉量空技程告江語英基滿式息寫識令收錢未持取設始雙歷商千片容研站廣改議形房音火際首單導據布客編號姓額價訂戶址備註灣雄';
const japanese =
  '日本人年月大小中一二三四五六七八九十百千万円名前番号住所電話東京都道府県市区町村阪北海男女性別生齢会社商品価格金額数量合計売上注文顧客氏地域店舗部門備考分類種単位在庫担当者登録更新期間開始終了時度国語英平均山田高橋佐藤鈴木渡辺伊林加吉井川島松野下内外出入手自動車学校教育員長務公共通行方法式用途料理食飲水火土石油気候表示内容結果回答件配送済未返却税込抜割引率総額請求支払現';

const korean =
  '가각간갈감강개거건검게격견결경계고공과관광교구국군권귀그극근글금급기길김까나난날남내너네년노높누는능니다단달담당대더덕데도독동두드든들등디때라란람랑래량러런럼레려력련령로록론료루류르른를름리린림립마만말망매머멀메며면명모목못무문물미민바박반발방배버번법베변별병보복본부북분불비사산살삼상새색생서석선설성세소속송수숙순술스승시식신실심십아안않알았야약양어언얼업없었에여역연열영예오온올와완왕외요용우운울원월위유육은을음의이인일임입있자작장재저적전절점정제조족종주준중즉증지직진질집차참창채처천철첫청체초총최추출충취치친카코크타태터통투특파판편평포표품프피하학한할함합항해했행향허현형호화확환활황회후희힘';

/** What an encoding is judged by: the characters that speak for it. */
const candidates: readonly (readonly [Encoding, (character: string) => boolean])[] = [
  ['shift_jis', amongst(japanese, /[\u3041-\u30ff]/)],
  ['euc-jp', amongst(japanese, /[\u3041-\u30ff]/)],
  ['gb18030', amongst(simplified)],
  ['big5', amongst(traditional)],
  ['euc-kr', amongst(korean)],
];

/** The share of characters beyond ASCII that must speak for an encoding, and how much larger it must be than that of any other. */
const minShare = 0.5;
const minLead = 1.3;

/** The encoding of Chinese, Japanese or Korean in which bytes read as that language; undefined where none clearly does. */
export function eastAsianEncoding(bytes: Buffer): Encoding | undefined {
  const shares = candidates
    .map(([encoding, speaksFor]) => ({ encoding, share: shareOf(iconv.decode(bytes, encoding), speaksFor) }))
    .sort((a, b) => b.share - a.share);
  const [best, second] = shares;
  return best && best.share >= minShare && best.share >= minLead * (second?.share ?? 0) ? best.encoding : undefined;
}

function amongst(characters: string, range?: RegExp): (character: string) => boolean {
  const known = new Set(characters);
  return (character) => known.has(character) || (range?.test(character) ?? false);
}

function shareOf(text: string, speaksFor: (character: string) => boolean): number {
  // Half-width kana are what Shift_JIS makes of the bytes of the other encodings.
  if (/[\ufffd\uff61-\uff9f]/.test(text)) return 0;
  const letters = text.match(/(?![\x00-\x7f])\p{L}/gu) ?? [];
  return letters.length === 0 ? 0 : letters.filter(speaksFor).length / letters.length;
}
